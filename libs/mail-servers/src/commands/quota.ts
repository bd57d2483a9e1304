import { type CommandSpec, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import { formatAstring } from '../wire/format.ts';

/** One root for the whole mailbox (RFC 9208 §3.1.1). */
const root = '"User quota"';

/** GETQUOTAROOT and GETQUOTA (RFC 9208 §4.1). */
export const quotaCommands: readonly CommandSpec[] = [
  {
    name: 'GETQUOTAROOT',
    state: 'authenticated',
    needs: 'QUOTA',
    run: (session, args) => {
      const name = args.text();
      args.end();
      if (session.folder(name) === undefined) return no('No such folder', 'NONEXISTENT');
      session.untagged(`QUOTAROOT ${formatAstring(name)} ${root}`);
      tellQuota(session);
      return ok('Told');
    },
  },
  {
    name: 'GETQUOTA',
    state: 'authenticated',
    needs: 'QUOTA',
    run: (session, args) => {
      args.text();
      args.end();
      tellQuota(session);
      return ok('Told');
    },
  },
];

function tellQuota(session: Session): void {
  const { quota } = session.settings;
  if (quota === undefined) return;
  const used = Math.ceil(session.user.bytes / 1024);
  session.untagged(`QUOTA ${root} (STORAGE ${used} ${Math.floor(quota.bytes / 1024)})`);
}
