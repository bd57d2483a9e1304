const quota = (rules: string) => `
mail_plugins = $mail_plugins quota
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  ${rules}
}
`;

/** Dovecot configuration: no message larger than that, like `100k`. */
export const sizeLimitOf = (size: string) => quota(`quota_max_mail_size = ${size}`);

/** Dovecot configuration: no mailbox larger than that. */
export const quotaOf = (size: string) => quota(`quota_rule = *:storage=${size}`);

/** Dovecot configuration: who was refused before is greeted as soon as others (https://doc.dovecot.org/, “authentication penalty”). */
export const withoutPenalty = `
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
