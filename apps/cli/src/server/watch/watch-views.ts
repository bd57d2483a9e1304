import type { Pair } from '@mailhaul/contracts';
import type { Io } from '../../io.ts';
import { lineEveryMs } from '../../render/lines.ts';
import { barLine, wordLine } from '../../render/progress-line.ts';
import { pairLabel } from '../../render/progress-model.ts';
import { cleanText } from '../../text/clean-text.ts';
import { jsonText } from '../../text/json-text.ts';
import { catalogueEntry, pairLine } from '../words/pair-words.ts';
import type { JobLook } from './job-looks.ts';
import { WatchModel } from './watch-model.ts';

/** Shows a job while it runs. */
export interface WatchView {
  show(look: JobLook): void;
  /** Something about the watching itself. */
  remark(text: string): void;
  close(): void;
}

/** With more mailboxes at work than this, a report is their total only. */
const mailboxLinesMax = 4;

/** JSON for programs to standard output; bars or lines for people to standard error. */
export async function chooseWatchView(io: Io, isJson: boolean): Promise<WatchView> {
  if (isJson) return jsonView(io);
  const isTerminal = io.stderr.isTTY && io.environment['TERM'] !== 'dumb';
  return isTerminal ? barsView(io) : linesView(io);
}

async function barsView(io: Io): Promise<WatchView> {
  const { barScreen } = await import('../../render/bar-screen.ts');
  const model = new WatchModel();
  const nowMs = () => io.clock.monotonicMs();
  const screen = barScreen<string>(io.stderr, (columns) =>
    barLine(model.totalFacts(nowMs()), columns),
  );
  let shown: readonly string[] = [];
  return {
    show(look) {
      model.apply(look, nowMs());
      for (const line of turnLines(look.turned, io.clock.wallMs())) screen.log(line);
      const running = model.runningIds();
      for (const id of shown) if (!running.includes(id)) screen.drop(id);
      for (const id of running)
        if (!screen.has(id))
          screen.add(id, (columns) => lineOf(model, id, { nowMs: nowMs(), columns }));
      shown = running;
      screen.showTotal();
    },
    remark: (text) => screen.log(text),
    close: () => screen.close(),
  };
}

function lineOf(model: WatchModel, id: string, at: { nowMs: number; columns: number }): string {
  const facts = model.mailboxFacts(id, at.nowMs);
  return facts === undefined ? '' : barLine(facts, at.columns);
}

function linesView(io: Io): WatchView {
  const model = new WatchModel();
  const print = (line: string) => io.stderr.write(`${line}\n`);
  const report = () => {
    const nowMs = io.clock.monotonicMs();
    const running = model.runningIds();
    if (running.length <= mailboxLinesMax) {
      for (const id of running) {
        const facts = model.mailboxFacts(id, nowMs);
        if (facts !== undefined) print(wordLine(facts));
      }
    }
    print(wordLine(model.totalFacts(nowMs)));
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    show(look) {
      model.apply(look, io.clock.monotonicMs());
      for (const line of turnLines(look.turned, io.clock.wallMs())) print(line);
      if (timer !== undefined) return;
      if (look.job.status !== 'finished') report();
      timer = setInterval(report, lineEveryMs);
      timer.unref();
    },
    remark: (text) => print(text),
    close: () => clearInterval(timer),
  };
}

/** `job` at each change of the job, `mailbox` at each change of a mailbox, `notice`; then the command's `finished`. */
function jsonView(io: Io): WatchView {
  const print = (event: string, fields: object) => {
    const line = { v: 1, at: new Date(io.clock.wallMs()).toISOString(), event, ...fields };
    io.stdout.write(`${jsonText(line)}\n`);
  };
  const last = new Map<string, string>();
  const printChanged = (event: string, value: { readonly id: string }) => {
    const { ...fields } = value;
    const text = jsonText(fields);
    if (last.get(value.id) === text) return;
    last.set(value.id, text);
    print(event, { [event]: fields });
  };
  return {
    show({ job, running, turned }) {
      const ids = new Set(turned.map(({ id }) => id));
      for (const pair of turned) {
        print('mailbox', { mailbox: pair });
        last.delete(pair.id);
      }
      for (const pair of running) if (!ids.has(pair.id)) printChanged('mailbox', pair);
      printChanged('job', job);
    },
    remark: (message) => print('notice', { level: 'warning', message }),
    close: () => last.clear(),
  };
}

/** Starts show as bars; ends, waits and needs are told. */
function turnLines(turned: readonly Pair[], nowWallMs: number): string[] {
  return turned
    .filter(({ status }) => status !== 'running' && status !== 'queued' && status !== 'ready')
    .flatMap((pair) => {
      const line = `${cleanText(pairLabel(pair))}: ${cleanText(pairLine(pair, nowWallMs))}`;
      const remedy =
        pair.status === 'needs-you' ? catalogueEntry(pair.reason)?.whatToDo : undefined;
      return [line, ...(remedy === undefined ? [] : [`  what to do: ${remedy}`])];
    });
}
