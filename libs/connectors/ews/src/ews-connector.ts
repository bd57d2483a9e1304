import { ConnectorError, type MailConnector } from '@mailhaul/connector-contract';
import { withoutSecrets } from '@mailhaul/connector-line';
import { Located } from './autodiscover/located.ts';
import { openSession } from './ews-session.ts';
import { type EwsSettings, ewsIdentity, ewsSettingsSchema, secretsOf } from './ews-settings.ts';

/** One mailbox over Exchange Web Services. @throws ZodError when the settings are not valid. */
export function ewsConnector(settings: EwsSettings): MailConnector {
  const valid = ewsSettingsSchema.parse(settings);
  const located = new Located(valid);
  return {
    kind: 'ews',
    identity: ewsIdentity(valid),
    open: async (context) => {
      const place = await located.settings(context);
      try {
        return await openSession(place, context);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        if (error.scope === 'connection') located.forget();
        throw withoutSecrets(error, secretsOf(valid));
      }
    },
  };
}
