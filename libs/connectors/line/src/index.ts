export { cleanServerText } from './clean-server-text.ts';
export { describeCertificates } from './describe-certificates.ts';
export { type Dial, type Dialling, dialOf } from './dial.ts';
export {
  type LineSettings,
  type ProxySettings,
  lineShape,
  timeoutMsSchema,
} from './line-settings.ts';
export { openDirectly } from './open-directly.ts';
export { type LineRequest, addressesOf, encryptLine, openLine } from './open-line.ts';
export { lookupAll, lookupTimeoutCode, timedLookup } from './timed-lookup.ts';
export { certificateProblem } from './tls/certificate-problem.ts';
export { tlsOptions } from './tls/tls-options.ts';
export { openTunnel } from './tunnel/open-tunnel.ts';
export { withoutSecrets } from './without-secrets.ts';
export { ProxyFailure } from './tunnel/proxy-failure.ts';
