/** What every command that asks a server is told; text as typed, nothing checked. */
export interface RawServerOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly tenant?: string;
  readonly json?: boolean;
}
