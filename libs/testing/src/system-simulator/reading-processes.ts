import { type Sealer, TenantSealers } from '@mailhaul/application';
import { changedSchema, subjects } from '@mailhaul/contracts';
import { Notifier } from '@mailhaul/notifier-service/core';
import { Reporting } from '@mailhaul/reporting-service/core';
import type { SimProcess } from '../simulator/sim-process.ts';
import { SimSealer } from '../simulator/sim-sealer.ts';
import { OpenPage } from './open-page.ts';
import type { ProcessMaker } from './process-maker.ts';
import { SimReadStore } from './sim-read-store.ts';

export interface ReporterProcess {
  readonly process: SimProcess;
  readonly reporting: Reporting;
}

class SimSealers extends TenantSealers {
  override of(): Promise<Sealer> {
    return Promise.resolve(new SimSealer());
  }

  override keyFor(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(32));
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

/** Starts the processes that read the log for people, and what people look at. */
export class ReadingProcesses {
  readonly #maker: ProcessMaker;
  readonly #reporters: ReporterProcess[] = [];
  readonly #notifiers: SimProcess[] = [];
  readonly #stoppable: Notifier[] = [];
  readonly #pages: OpenPage[] = [];
  readonly #sealers = new SimSealers();

  constructor(maker: ProcessMaker) {
    this.#maker = maker;
  }

  get reporters(): readonly ReporterProcess[] {
    return this.#reporters.filter(({ process }) => !process.isDead);
  }

  get notifiers(): readonly SimProcess[] {
    return this.#notifiers.filter((process) => !process.isDead);
  }

  get pages(): readonly OpenPage[] {
    return this.#pages;
  }

  startReporter(): ReporterProcess {
    const { stage } = this.#maker;
    const { process, ports } = this.#maker.make('r');
    const { store, bus, clock, onError } = ports;
    const reporting = new Reporting({
      events: stage.reporterLog(store, clock),
      documents: this.#documentsOf(process),
      ...{ sealers: this.#sealers, clock, bus },
      onTrouble: (error) => {
        onError(error, 'reporting');
        if (error instanceof Error) stage.world.count(`reporting:${error.name}`);
      },
    });
    reporting.start();
    const started = { process, reporting };
    this.#reporters.push(started);
    stage.world.trace(process.id, `reporter starts on ${process.host.name}`);
    return started;
  }

  startNotifier(): SimProcess {
    const { stage } = this.#maker;
    const { process, ports } = this.#maker.make('n');
    const { store: events, clock, random, onError } = ports;
    const notifier = new Notifier({
      ...{ events, sealers: this.#sealers, clock, random },
      mailer: {
        send: ({ mailId }) => {
          stage.mailed.push(mailId);
          return Promise.resolve({ kind: 'sent', refusedRecipients: 0 });
        },
      },
      onTrouble: (error) => onError(error, 'notifier'),
    });
    notifier.start();
    this.#notifiers.push(process);
    this.#stoppable.push(notifier);
    stage.world.trace(process.id, `notifier starts on ${process.host.name}`);
    return process;
  }

  /** The run is over. Node keeps whatever hears a signal made of others: all worlds of many seeds, else. */
  end(): void {
    for (const { reporting } of this.#reporters) void reporting.stop();
    for (const notifier of this.#stoppable) void notifier.stop();
  }

  openPage(tenant: string): void {
    const { hub, pageRules } = this.#maker.stage;
    const { process } = this.#maker.make('v');
    const page = new OpenPage(
      { tenant, process, documents: this.#documentsOf(process) },
      pageRules,
    );
    hub.listen(subjects.changed, {
      process,
      take: (body) => page.hint(changedSchema.parse(body)),
    });
    this.#pages.push(page);
    page.open();
  }

  #documentsOf(process: SimProcess): SimReadStore {
    const { documents, plan } = this.#maker.stage;
    const { documentFaultRate, documentLatencyMsMax, isAtomic } = plan.reporting;
    return new SimReadStore(process, documents, {
      latencyMsMax: documentLatencyMsMax,
      faultRate: documentFaultRate,
      isAtomic,
    });
  }
}
