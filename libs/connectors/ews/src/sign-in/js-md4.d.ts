/** js-md4 0.3 comes without types. */
declare module 'js-md4' {
  const md4: { arrayBuffer(bytes: Uint8Array): ArrayBuffer };
  export = md4;
}
