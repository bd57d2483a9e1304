import { type CommandSpec, ok } from '../server/command.ts';

/** CAPABILITY, NOOP, LOGOUT (RFC 3501 §6.1), ID (RFC 2971), ENABLE (RFC 5161). */
export const anyStateCommands: readonly CommandSpec[] = [
  {
    name: 'CAPABILITY',
    state: 'any',
    run: (session) => {
      session.untagged(`CAPABILITY ${session.capabilities()}`);
      return ok('Listed');
    },
  },
  { name: 'NOOP', state: 'any', run: () => ok('Done') },
  {
    name: 'LOGOUT',
    state: 'any',
    run: (session) => {
      session.untagged('BYE Goodbye');
      session.afterAnswer = 'logout';
      return ok('Logged out');
    },
  },
  {
    name: 'ID',
    state: 'any',
    needs: 'ID',
    run: (session) => {
      session.untagged('ID ("name" "Mailhaul test server")');
      return ok('Pleased to meet you');
    },
  },
  {
    name: 'ENABLE',
    state: 'authenticated',
    needs: 'ENABLE',
    run: (session, args) => {
      const enabled: string[] = [];
      while (!args.isAtEnd) {
        const word = args.atom().toUpperCase();
        const isKnown = word === 'CONDSTORE' || word === 'UIDONLY';
        if (isKnown && session.has(word)) enabled.push(word);
      }
      for (const word of enabled) session.enabled.add(word);
      session.untagged(['ENABLED', ...enabled].join(' '));
      return ok('Enabled');
    },
  },
];
