export { startCourier } from './courier.ts';
export { type CyrusOptions, startCyrus } from './cyrus.ts';
export { type DovecotServer, hasDovecot, startDovecot } from './dovecot.ts';
export {
  anyUserPassword,
  type DovecotOptions,
  type MailFormat,
  type MailMedium,
} from './dovecot-options.ts';
export { freePort } from './free-port.ts';
export { makeCertificate } from './make-certificate.ts';
export { type PrivateMongo, mongoRoot, startMongo } from './mongo.ts';
export { type NatsMember, type PrivateNats, startNats } from './nats.ts';
export type { PrivateServer } from './private-server.ts';
export {
  type ActiveDirectoryServer,
  domainAdministrator,
  domainAdministratorPassword,
  domainBase,
  startActiveDirectory,
} from './samba-ad.ts';
export {
  type DirectoryEntry,
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdOptions,
  type SlapdServer,
  startSlapd,
} from './slapd.ts';
export { isUnpacked } from './unpacked-servers.ts';
