import { oauthbearer, xoauth2 } from './bearer.ts';
import type { SaslMechanism, SaslRun } from './exchange.ts';
import { cramMd5, external, login, plain } from './password-mechanisms.ts';
import { scram } from './scram.ts';

/** How each mechanism is performed. */
export const saslRuns: Readonly<Record<SaslMechanism, SaslRun>> = {
  PLAIN: plain,
  LOGIN: login,
  'CRAM-MD5': cramMd5,
  'SCRAM-SHA-1': scram('sha1', 'bare'),
  'SCRAM-SHA-256': scram('sha256', 'bare'),
  'SCRAM-SHA-1-PLUS': scram('sha1', 'bound'),
  'SCRAM-SHA-256-PLUS': scram('sha256', 'bound'),
  XOAUTH2: xoauth2,
  OAUTHBEARER: oauthbearer,
  EXTERNAL: external,
};
