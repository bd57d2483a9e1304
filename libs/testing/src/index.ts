export {
  type Given,
  type SpecifiedDecider,
  type SpecifiedRejection,
  type Then,
  specifyDecider,
} from './decider-specification.ts';
export { eventually } from './eventually.ts';
export {
  anyUserPassword,
  type DovecotOptions,
  type DovecotServer,
  freePort,
  hasDovecot,
  makeCertificate,
  type MailFormat,
  type MailMedium,
  startDovecot,
} from './servers/index.ts';
export { smallDisk, type SmallDisk } from './small-disk.ts';
