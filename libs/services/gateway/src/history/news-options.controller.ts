import { decodeEvent } from '@mailhaul/application';
import {
  type LastMail,
  type NewsOptionsAnswer,
  newsOptionsAnswerSchema,
} from '@mailhaul/contracts';
import {
  mailerDecider,
  mailerStream,
  mailingDecider,
  type MailingEvent,
  mailingStream,
  providerTenant,
} from '@mailhaul/domain';
import { Controller, Inject } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';
import { orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { newsSettingsOf, readNewsSettings } from './news-settings.ts';

/** What a tenant's people are told, and who of them by e-mail. */
@Controller()
export class NewsOptionsController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('readNewsOptions')
  readNewsOptions(@TheCall() { tenant }: Call<'readNewsOptions'>): Promise<NewsOptionsAnswer> {
    return this.#answer(tenant);
  }

  @Serves('setNewsOptions')
  async setNewsOptions(@TheCall() call: Call<'setNewsOptions'>): Promise<NewsOptionsAnswer> {
    const { tenant, body } = call;
    const { to, cc, bcc, ...options } = body;
    const order = orderOf(call, this.#parts.options.clock);
    await this.#parts.commander.command(newsSettingsOf(tenant), {
      ...{ kind: 'SetNewsOptions', ...order, options, recipients: { to, cc, bcc } },
    });
    return this.#answer(tenant);
  }

  async #answer(tenant: string): Promise<NewsOptionsAnswer> {
    const { commander } = this.#parts;
    const [{ options, recipients }, mailer, good, bad] = await Promise.all([
      readNewsSettings(commander, tenant),
      commander.fold({ tenant: providerTenant, stream: mailerStream, decider: mailerDecider }),
      this.#lastMail(tenant, 'good'),
      this.#lastMail(tenant, 'bad'),
    ]);
    // What an earlier release kept is shown as this one knows it.
    return newsOptionsAnswerSchema.parse({
      ...{ ...options, ...recipients, canMail: mailer.state.canMail },
      lastMail: {
        ...(good === undefined ? {} : { good }),
        ...(bad === undefined ? {} : { bad }),
      },
    });
  }

  /** Its last event alone says how it stands. */
  async #lastMail(tenant: string, tone: 'good' | 'bad'): Promise<LastMail | undefined> {
    const { store, sealers } = this.#parts.options;
    const last = await store.readLast(mailingStream(tenant, tone));
    if (last === undefined) return undefined;
    const codec = { sealer: await sealers.of(tenant), upcasters: mailingDecider.upcasters };
    const mailing = mailingDecider.evolve(
      mailingDecider.initial(),
      decodeEvent<MailingEvent>(last, codec),
    );
    if (mailing.status === 'none') return undefined;
    const { intendedAtMs, news, status } = mailing;
    const code = mailing.status === 'refused' ? { code: mailing.code } : {};
    return { at: intendedAtMs, news, status, ...code };
  }
}
