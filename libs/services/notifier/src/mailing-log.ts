import {
  decodeEvent,
  encodeEvent,
  type EventStore,
  isRejection,
  type TenantSealers,
  WrongExpectedRevision,
} from '@mailhaul/application';
import {
  type Mailing,
  type MailingCommand,
  mailingDecider,
  type MailingEvent,
  mailingStream,
} from '@mailhaul/domain';
import { type Random, uuid4 } from '@mailhaul/kernel';

export type Tone = 'good' | 'bad';

interface MailingPorts {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
  readonly random: Random;
}

/** The mails of each tenant and tone, in the log. Their last event tells all: months of mails are not read for the next one. */
export class MailingLog {
  readonly #ports: MailingPorts;

  constructor(ports: MailingPorts) {
    this.#ports = ports;
  }

  async read(tenant: string, tone: Tone): Promise<Mailing> {
    return (await this.#read(tenant, tone)).mailing;
  }

  /** False: it is not so any more, for another process has come first. */
  async tell(tenant: string, tone: Tone, command: MailingCommand): Promise<boolean> {
    const { events, sealers, random } = this.#ports;
    const { mailing, revision } = await this.#read(tenant, tone);
    const decision = mailingDecider.decide(mailing, command);
    if (isRejection(decision)) return false;
    const stream = mailingStream(tenant, tone);
    const codec = { sealer: await sealers.of(tenant), upcasters: mailingDecider.upcasters };
    const encoded = decision.map((event) =>
      encodeEvent(event, { stream, id: uuid4(random), commandId: command.commandId }, codec),
    );
    try {
      await events.append(stream, encoded, revision ?? 'no-stream');
      return true;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return false;
      throw error;
    }
  }

  async #read(tenant: string, tone: Tone) {
    const { events, sealers } = this.#ports;
    const last = await events.readLast(mailingStream(tenant, tone));
    if (last === undefined) return { mailing: mailingDecider.initial(), revision: undefined };
    const codec = { sealer: await sealers.of(tenant), upcasters: mailingDecider.upcasters };
    const event = decodeEvent<MailingEvent>(last, codec);
    const mailing = mailingDecider.evolve(mailingDecider.initial(), event);
    return { mailing, revision: last.revision };
  }
}
