import type { CatalogueEntry } from './catalogue-entry.ts';

/** What can go wrong on the way to a signed-in connection, and with it. */
export const connectionEntries = {
  'host-not-found': {
    cause: 'The name of the server is not known.',
    fixedBy: 'operator',
    whatToDo: 'Check the spelling of the host name and the name servers of this machine.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'getaddrinfo ENOTFOUND imap.example.com',
  },
  'host-lookup-timeout': {
    cause: 'The name server gave no answer.',
    fixedBy: 'operator',
    whatToDo: 'Check the network and the name servers of this machine.',
    scope: 'connection',
    disposition: 'retry',
    sample: 'getaddrinfo EAI_AGAIN imap.example.com',
  },
  'address-refused': {
    cause: 'The host leads to an address that connections may not lead to.',
    fixedBy: 'operator',
    whatToDo:
      'Check the host name. If the server really stands in a network of your own, whoever runs Mailhaul can allow that network (MAILHAUL_PRIVATE_NETWORKS).',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: '(no words of a server: nothing was connected to)',
  },
  'autodiscover-failed': {
    cause: 'Autodiscover does not say where the Exchange server of the address is.',
    fixedBy: 'operator',
    whatToDo:
      'Check the address and its domain (DNS: autodiscover.DOMAIN), or name the server instead: exchange://USER@HOST without autodiscover=1.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: '(no words of a server: none was found)',
  },
  'proxy-failed': {
    cause: 'The proxy did not let us through to the server.',
    fixedBy: 'operator',
    whatToDo:
      'Check host, port, user name and password of the proxy, and whether it allows this server and port.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'HTTP/1.1 407 Proxy Authentication Required',
  },
  'connection-refused': {
    cause: 'Nothing listens at this host and port.',
    fixedBy: 'operator',
    whatToDo: 'Check host and port, and whether the server runs.',
    scope: 'connection',
    disposition: 'retry',
    sample: 'connect ECONNREFUSED 192.0.2.7:993',
  },
  'connection-timeout': {
    cause: 'The server cannot be reached, or does not answer.',
    fixedBy: 'operator',
    whatToDo:
      'Check the port, firewalls between here and there, and whether the port wants TLS. In mid-run: look at the load of the server.',
    scope: 'connection',
    disposition: 'retry',
    sample: 'connect ETIMEDOUT 192.0.2.7:993',
  },
  'connection-lost': {
    cause: 'The connection broke, or the server ended it.',
    fixedBy: 'nobody',
    whatToDo: 'Nothing to do: it is made anew by itself.',
    scope: 'connection',
    disposition: 'retry',
    sample: '* BYE Autologout; idle for too long',
  },
  'tls-failed': {
    cause: 'No encrypted line could be made.',
    fixedBy: 'operator',
    whatToDo: 'Check that port and security belong together: 993 tls, 143 starttls.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'SSL routines:ssl3_get_record:wrong version number',
  },
  'tls-required': {
    cause: 'The server allows signing in only over an encrypted connection.',
    fixedBy: 'operator',
    whatToDo: 'Use security=tls or security=starttls.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample:
      'NO [PRIVACYREQUIRED] Cleartext authentication disallowed on non-secure (SSL/TLS) connections.',
  },
  'certificate-rejected': {
    cause: 'The certificate of the server is not trusted.',
    fixedBy: 'operator',
    whatToDo:
      'Check the host name and the certificate; give the authority that signed it, if it is your own.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'self-signed certificate in certificate chain',
  },
  'certificate-changed': {
    cause: 'The certificate of the server is not the one that was pinned.',
    fixedBy: 'operator',
    whatToDo:
      'Compare both fingerprints with what the administrator of the mail system says; when the new one is right, pin that.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: '(no words of a server: the fingerprints differ)',
  },
  'sign-in-rejected': {
    cause: 'The server rejected the user name or password.',
    fixedBy: 'operator',
    whatToDo:
      'Check user name and password; some systems want an application password for IMAP, or IMAP to be switched on for the account.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: 'NO [AUTHENTICATIONFAILED] Authentication failed.',
  },
  'sign-in-method-missing': {
    cause: 'The server offers no way of signing in that is known here.',
    fixedBy: 'administrator',
    whatToDo: 'Enable IMAP with a password (PLAIN or LOGIN) for this account at the server.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'NO [CANNOT] Authentication mechanism not supported.',
  },
  'token-unavailable': {
    cause: 'No access token could be had.',
    fixedBy: 'operator',
    whatToDo:
      'Try the command, file or refresh token that gives it by hand; a refresh token may have expired.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}',
  },
  'token-rejected': {
    cause: 'The server rejected the access token.',
    fixedBy: 'operator',
    whatToDo:
      'Check that the token is for this mailbox and for IMAP (its scopes), and that the mail system allows the program.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: 'NO AUTHENTICATE failed.',
  },
  'app-password-needed': {
    cause: 'The system wants a password of its own for mail programs.',
    fixedBy: 'mailbox-owner',
    whatToDo:
      'Make an application password in the security settings of the account and use it in place of the usual one.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample:
      'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
  },
  'imap-disabled': {
    cause: 'IMAP is switched off for this account.',
    fixedBy: 'mailbox-owner',
    whatToDo:
      'Switch IMAP on in the settings of the mailbox; where it is not there, the administrator of the mail system can.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: 'NO account does not have IMAP access enabled',
  },
  'ews-disabled': {
    cause: 'Exchange Web Services are switched off for this account or for programs like this one.',
    fixedBy: 'administrator',
    whatToDo:
      'Allow them: Set-CASMailbox -EwsEnabled $true for the mailbox, and see EwsApplicationAccessPolicy. Exchange Online blocks them for all since October 2026.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: 'HTTP 403 Forbidden',
  },
  'impersonation-denied': {
    cause: 'The account that signs in may not open this mailbox in place of its owner.',
    fixedBy: 'administrator',
    whatToDo:
      'Give it the role: New-ManagementRoleAssignment -Role ApplicationImpersonation -User ACCOUNT, where it is limited with a scope that has this mailbox in it.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample:
      'ErrorImpersonateUserDenied: The account does not have permission to impersonate the requested user.',
  },
  'not-exchange': {
    cause: 'What answers at this address does not speak Exchange Web Services.',
    fixedBy: 'operator',
    whatToDo:
      'Check host, port and path (usually /EWS/Exchange.asmx), and whether a sign-in page or a proxy stands before the server.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'HTTP 404 Not Found',
  },
  'server-unsuitable': {
    cause:
      'The server refuses the searches or the properties by which its items are told apart, in every way that was tried.',
    fixedBy: 'operator',
    whatToDo:
      'Report the name and version of the server together with its words. Until then its mail can be copied over IMAP, where it has that.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample:
      'ErrorUnsupportedPathForQuery: The specified path cannot be used in a query restriction.',
  },
  'account-blocked': {
    cause: 'The system has blocked this account, this program or this address.',
    fixedBy: 'mailbox-owner',
    whatToDo:
      'Sign in with a browser and confirm what is asked there; where the address is blocked, the administrator of the mail system can lift it. Wait before trying again: more attempts make it last.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample:
      'NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)',
  },
  'mailbox-unavailable': {
    cause: 'The sign-in was accepted, but there is no mailbox to open with it.',
    fixedBy: 'administrator',
    whatToDo:
      'See that the account has a mailbox (licence, folder on disk) and may open this one; with Exchange also check the password and the rights on a shared mailbox.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: 'BAD User is authenticated but not connected.',
  },
  'protocol-violation': {
    cause: "The server's answer breaks the protocol.",
    fixedBy: 'administrator',
    whatToDo:
      'If it comes again, report it with the name of the server; something between may alter the line.',
    scope: 'connection',
    disposition: 'retry',
    sample: '* 12 FETCH (UID 12 BODY[] {400} and then no 400 bytes',
  },
  'answer-too-large': {
    cause: "The server's answer is larger than anything a mail server should say.",
    fixedBy: 'administrator',
    whatToDo:
      'If it comes again, report it with the name of the server; something between may alter the line.',
    scope: 'connection',
    disposition: 'retry',
    sample: '* LIST () "/" {4294967295}',
  },
  'directory-base-missing': {
    cause: 'The directory has nothing at the search base, or shows it to nobody with these rights.',
    fixedBy: 'operator',
    whatToDo:
      'Check the search base (like ou=People,dc=example,dc=org), and that the account may read it. Leave it empty for the whole directory.',
    scope: 'connection',
    disposition: 'needsOperator',
    sample: 'No such object (32)',
  },
  'directory-refused': {
    cause: 'The directory refuses the question.',
    fixedBy: 'administrator',
    whatToDo:
      "See the server's own words; a limit or a rule of the directory may stand against it.",
    scope: 'connection',
    disposition: 'needsOperator',
    sample: '00002120: SvcErr: DSID-03140291, problem 5003 (WILL_NOT_PERFORM), data 0',
  },
  'server-busy': {
    cause: 'The server is busy at the moment.',
    fixedBy: 'nobody',
    whatToDo: 'Nothing to do: it is tried again by itself.',
    scope: 'mailbox',
    disposition: 'retry',
    sample: 'NO [UNAVAILABLE] Temporary authentication failure.',
  },
  throttled: {
    cause: 'The server asks us to slow down.',
    fixedBy: 'nobody',
    whatToDo:
      'Nothing to do: it goes on by itself after the time the server gave. Fewer connections to this server help; the administrator of the mail system may lift the limit for the migration.',
    scope: 'mailbox',
    disposition: 'retryAfter',
    sample: 'BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds',
  },
  'too-many-connections': {
    cause: 'The server allows no more connections for this account or address.',
    fixedBy: 'nobody',
    whatToDo:
      'Nothing to do: the pass goes on with fewer connections. Where not even one is left, close other mail programs of this account, or have the limit raised.',
    scope: 'connection',
    disposition: 'retry',
    sample: 'NO [ALERT] Too many simultaneous connections. (Failure)',
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;
