import { anyUserPassword, type DovecotOptions, type MailFormat } from './dovecot-options.ts';

/** Paths, ports and accounts that a configuration is written for. */
export interface DovecotPlace {
  readonly dir: string;
  readonly mailDir: string;
  readonly port: number;
  readonly tlsPort: number | undefined;
  readonly uid: number;
  readonly gid: number;
  /** The account of Dovecot's own processes: its packaged users under root, else ourselves. */
  readonly internalUser: string;
  readonly internalGroup: string;
  readonly loginUser: string;
}

const locations: Record<MailFormat, string> = {
  maildir: 'maildir:~/Maildir',
  sdbox: 'sdbox:~/sdbox',
  mdbox: 'mdbox:~/mdbox',
  mbox: 'mbox:~/mbox:INBOX=~/inbox',
};

/** The whole configuration of one private Dovecot 2.3. */
export function dovecotConfig(place: DovecotPlace, options: DovecotOptions): string {
  const { dir, port, tlsPort } = place;
  return `
protocols = imap
base_dir = ${dir}/run
state_dir = ${dir}/run
log_path = ${dir}/dovecot.log
info_log_path = ${dir}/dovecot.log
listen = 127.0.0.1
default_internal_user = ${place.internalUser}
default_internal_group = ${place.internalGroup}
default_login_user = ${place.loginUser}
default_process_limit = 200
default_client_limit = 1000
mail_location = ${locations[options.format ?? 'maildir']}
mail_fsync = ${options.fsync ?? 'never'}
mail_max_userip_connections = ${options.userIpConnectionsMax ?? 100}
mail_max_keyword_length = 100
maildir_copy_with_hardlinks = yes
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
auth_mechanisms = plain login
auth_username_chars =
auth_username_format = %u
auth_cache_size = 1M
auth_failure_delay = 0
imap_max_line_length = 1M
${options.capability === undefined ? '' : `imap_capability = ${options.capability}`}
disable_plaintext_auth = ${options.requiresTls === true ? 'yes' : 'no'}
${tlsConfig(dir, options)}
passdb {
${
  options.users === undefined
    ? `  driver = static\n  args = password=${anyUserPassword}`
    : `  driver = passwd-file\n  args = scheme=PLAIN username_format=%u ${dir}/users`
}
}
userdb {
  driver = static
  args = uid=${place.uid} gid=${place.gid} home=${place.mailDir}/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = ${options.separator ?? '/'}
  prefix = ${options.prefix ?? ''}
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tlsPort ?? 0}
    ssl = ${tlsPort === undefined ? 'no' : 'yes'}
  }
}
service imap {
  process_limit = 200
}
service stats {
  client_limit = 1000
}
${options.extraConfig ?? ''}
`;
}

function tlsConfig(dir: string, options: DovecotOptions): string {
  if (options.tls !== true) return 'ssl = no';
  return `ssl = yes\nssl_cert = <${dir}/cert.pem\nssl_key = <${dir}/key.pem`;
}
