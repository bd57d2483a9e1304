import type { MailConnector } from '@mailhaul/connector-contract';
import { openSession } from './ews-session.ts';
import { type EwsSettings, ewsIdentity, ewsSettingsSchema } from './ews-settings.ts';

/** One mailbox over Exchange Web Services. @throws ZodError when the settings are not valid. */
export function ewsConnector(settings: EwsSettings): MailConnector {
  const valid = ewsSettingsSchema.parse(settings);
  return {
    kind: 'ews',
    identity: ewsIdentity(valid),
    open: (context) => openSession(valid, context),
  };
}
