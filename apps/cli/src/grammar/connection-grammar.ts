import type { Command } from 'commander';
import type { RawConnectionFlags } from '../server/commands/connection-flags.ts';
import type { RawSecretFlags } from '../server/commands/connection-secrets.ts';
import type { RawMailboxSearch } from '../server/commands/list-mailboxes.ts';
import type { RawConnectionTest } from '../server/commands/test-connection.ts';
import type { RawServerOptions } from '../server/session/server-options.ts';
import type { RawListOptions } from '../server/words/show-list.ts';
import type { RunWork } from './server-grammar.ts';
import { addListOptions, addServerOptions, collectValues } from './server-options.ts';

type RawFlags = RawConnectionFlags & RawSecretFlags & RawServerOptions;

export function addConnectionCommands(program: Command, run: RunWork): void {
  const connections = addServerOptions(
    program.command('connections').description('the mail systems that jobs migrate from and to'),
  );
  addServerOptions(
    addListOptions(connections.command('list').description('connections')).option(
      '--status <status>',
      'untested, working or broken; several separated by commas',
    ),
  ).action((_raw, command: Command) => {
    const raw = command.optsWithGlobals<RawListOptions & RawServerOptions & { status?: string }>();
    return run(raw, (commands, server) => commands.listConnections(server, raw));
  });
  addServerOptions(
    addSettings(
      connections
        .command('add')
        .description('define a connection')
        .argument('<name>', 'how people call it')
        .requiredOption('--host <host>', 'the mail server')
        .option('--kind <kind>', 'imap (default), exchange or office365'),
    ),
  ).action((name: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawFlags>();
    return run(raw, (commands, server) => commands.addConnection(server, name, raw));
  });
  addServerOptions(
    addSettings(
      connections
        .command('edit')
        .description('change a connection; what no option names stays as it is')
        .argument('<connection>')
        .option('--name <name>', 'how people call it')
        .option('--host <host>', 'the mail server'),
    ).option(
      '--clear <setting>',
      'take a setting away: port, admin, login, auth, ca-file, pin, oauth, exchange, directory, mailboxes-max, max-rate, max-operations, worker-tag; may be repeated',
      collectValues,
    ),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawFlags>();
    return run(raw, (commands, server) => commands.editConnection(server, text, raw));
  });
  addTestAndDelete(connections, run);
  addMailboxes(connections, run);
}

function addTestAndDelete(connections: Command, run: RunWork): void {
  addServerOptions(
    connections
      .command('test')
      .description('try a connection step by step, with the remedy for the step that fails')
      .argument('<connection>')
      .option('--mailbox <mailbox>', 'a mailbox to sign in to')
      .option(
        '--password-file <file>',
        'its first line is that mailbox’s password (or set MAILHAUL_PASSWORD)',
      )
      .option('--directory', 'its directory, in place of the mail system'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawConnectionTest & RawServerOptions>();
    return run(raw, (commands, server) => commands.testConnection(server, text, raw));
  });
  addServerOptions(
    connections
      .command('delete')
      .description('delete a connection that no job uses')
      .argument('<connection>')
      .option('--yes', 'do not ask'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawServerOptions & { yes?: boolean }>();
    return run(raw, (commands, server) => commands.deleteConnection(server, text, raw));
  });
}

function addMailboxes(connections: Command, run: RunWork): void {
  addServerOptions(
    connections
      .command('mailboxes')
      .description('who has a mailbox there, by its directory or by Exchange itself')
      .argument('<connection>')
      .option('--search <text>', 'a part of a name or address')
      .option(
        '--kind <kind>',
        'user, shared, room, equipment, public or system; several separated by commas',
      )
      .option('--unit <dn>', 'only below this distinguished name')
      .option('--group <group>', 'members of this group, and of groups in it')
      .option('--limit <n>', 'rows at most (default: 100, with --json and --csv all)')
      .option('--csv', 'rows for pairs import: each mailbox as source and as target'),
  ).action((text: string, _raw, command: Command) => {
    const raw = command.optsWithGlobals<RawMailboxSearch & RawServerOptions>();
    return run(raw, (commands, server) => commands.listMailboxes(server, text, raw));
  });
}

function addSettings(command: Command): Command {
  return addDirectory(addExchange(command))
    .option('--port <n>', 'default: 993 with tls, else 143; of Exchange 443, else 80')
    .option('--security <how>', 'tls (default), starttls or none')
    .option(
      '--admin <name>',
      'one account opens all mailboxes (default: each has its own password)',
    )
    .option(
      '--password-file <file>',
      'its first line is the admin’s password (or set MAILHAUL_PASSWORD)',
    )
    .option(
      '--login <template>',
      'the name that signs in, like {mailbox}*admin or {local}@hoster.example',
    )
    .option(
      '--auth <name>',
      'only this way: plain, login, cram-md5, scram-sha-1, scram-sha-256, scram-sha-1-plus, scram-sha-256-plus, xoauth2, oauthbearer; of Exchange basic, ntlm, oauth',
    )
    .option('--ca-file <file>', 'PEM of the authorities to trust instead of the system’s')
    .option('--pin <sha256>', 'the server’s own certificate; several separated by commas')
    .option('--oauth <endpoint>', 'google, microsoft or the https URL of a token endpoint')
    .option('--oauth-tenant <tenant>', 'with microsoft: the customer’s name there')
    .option('--client-id <id>', 'the application')
    .option('--scope <scope>', 'what the token is for')
    .option('--client-secret-file <file>', 'its first line is the application’s secret')
    .option('--client-secret-env <variable>', 'the same from the environment')
    .option('--refresh-token-file <file>', 'its first line is the refresh token')
    .option('--refresh-token-env <variable>', 'the same from the environment')
    .option('--mailboxes-max <n>', 'mailboxes worked on at a time')
    .option('--max-rate <size>', 'bytes per second, e.g. 5MB')
    .option('--max-operations <n>', 'operations per second')
    .option('--worker-tag <tag>', 'only workers that have it reach the server (default: any do)');
}

/** Of Exchange alone. */
function addExchange(command: Command): Command {
  return command
    .option('--path <path>', 'where EWS is, if not at /EWS/Exchange.asmx')
    .option('--access <how>', 'how --admin opens mailboxes: impersonation (default) or delegate')
    .option(
      '--mailbox-kind <kind>',
      'what the mailboxes are: user (default), shared, room, archive or public',
    )
    .option('--autodiscover', 'the host is a domain that is asked for its server')
    .option('--autodiscover-hosts <hosts>', 'where it may lead besides; separated by commas');
}

/** Where its mailboxes are looked up. */
function addDirectory(command: Command): Command {
  return command
    .option('--directory <host>', 'where its mailboxes are looked up over LDAP')
    .option('--directory-port <n>', 'default: 636 with tls, else 389')
    .option('--directory-security <how>', 'tls (default), starttls or none')
    .option('--directory-base <dn>', 'only below this distinguished name (default: all)')
    .option(
      '--directory-user <name>',
      'who reads it: a distinguished name, user@domain or DOMAIN\\user',
    )
    .option('--directory-password-file <file>', 'its first line is that user’s password')
    .option('--directory-password-env <variable>', 'the same from the environment')
    .option('--directory-ca-file <file>', 'PEM of the authorities to trust for it')
    .option('--directory-pin <sha256>', 'its own certificate; several separated by commas');
}
