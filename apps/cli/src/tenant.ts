/** The command line's only tenant. */
export const localTenant = 'local';
