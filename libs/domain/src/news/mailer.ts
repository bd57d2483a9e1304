import { type Fact, factOf, type Ordered } from '../fact.ts';

/** Whether who mails news has a server to do it with: told by the one who knows, to those who show it. */
export interface MailerEvent {
  type: 'MailerTold';
  data: Fact & Mailer;
}

export interface Mailer {
  readonly canMail: boolean;
}

export type MailerCommand = Ordered & { readonly kind: 'TellMailer' } & Mailer;

export const mailerDecider = {
  initial: (): Mailer => ({ canMail: false }),
  evolve: (_before: Mailer, { data: { canMail } }: MailerEvent): Mailer => ({ canMail }),
  decide: (before: Mailer, command: MailerCommand): readonly MailerEvent[] => {
    const { canMail } = command;
    if (before.canMail === canMail) return [];
    return [{ type: 'MailerTold', data: { ...factOf(command), canMail } }];
  },
  upcasters: {},
} as const;
