/** Decides where connections may lead, where operators of many tenants choose the hosts. */
export interface AddressGuard {
  /**
   * All addresses of the host (a name, or an address in any spelling), each of them allowed. What is connected to is one
   * of these: the name is not looked up again.
   * @throws ConnectorError `address-refused` where one of them is not; what the system's look-up says where there is none.
   */
  resolve(host: string): Promise<readonly string[]>;
}
