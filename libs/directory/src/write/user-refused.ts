/** `user-exists`: the name or address is another's. `user-gone`: the user is not there any more. `unit-missing`: nor is the unit. */
export type UserRefusal = 'user-exists' | 'user-gone' | 'unit-missing' | 'password-refused';

/** The directory answers well, and this user is not to be made. */
export class UserRefused extends Error {
  override readonly name = 'UserRefused';
  readonly reason: UserRefusal;
  /** The directory's own words. Personal. */
  readonly serverText: string | undefined;

  constructor(reason: UserRefusal, message: string, serverText?: string) {
    super(message);
    this.reason = reason;
    this.serverText = serverText;
  }
}
