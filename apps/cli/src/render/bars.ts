import type { Clock } from '@mailhaul/kernel';
import { barScreen } from './bar-screen.ts';
import { barLine } from './progress-line.ts';
import { type MailboxView, ProgressModel } from './progress-model.ts';
import type { Output, Renderer } from './renderer.ts';
import type { RunEvent } from './run-events.schema.ts';
import { mailboxFacts, totalFacts } from './view-facts.ts';
import { duplicatesText, finishedText, messageLines, quotaShortText } from './words.ts';

/**
 * For a terminal: one bar per mailbox at work and one for all. What is finished or needs to be read moves up as a line
 * of its own. Mailboxes beyond the screen's height are counted in the total only.
 */
export function barsRenderer(output: Output & NodeJS.WriteStream, clock: Clock): Renderer {
  const model = new ProgressModel();
  const now = () => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
  const screen = barScreen<MailboxView>(output, (columns) =>
    barLine(totalFacts(model, now()), columns),
  );
  const addBar = (view: MailboxView) =>
    screen.add(view, (columns) => barLine(mailboxFacts(view, now()), columns));
  const nextWithoutBar = () => model.active().find((view) => !screen.has(view));

  return {
    show(event) {
      model.apply(event, clock.monotonicMs());
      const view = 'mailbox' in event ? model.mailboxes[event.mailbox] : undefined;
      if (event.event === 'mailbox-started' && view !== undefined) addBar(view);
      if (event.event === 'mailbox-finished' && view !== undefined) {
        screen.log(`${view.label}: ${finishedText(event)}`);
        screen.drop(view);
        const waiting = nextWithoutBar();
        if (waiting !== undefined) addBar(waiting);
      }
      for (const line of remarksOf(event, view?.label ?? '')) screen.log(line);
    },
    close: () => screen.close(),
  };
}

function remarksOf(event: RunEvent, label: string): string[] {
  if (event.event === 'notice' || event.event === 'error') return messageLines(event);
  if (event.event === 'quota-short') return [`${label}: ${quotaShortText(event)}`];
  if (event.event === 'duplicates-moved' || event.event === 'duplicates-kept')
    return [`${label}: ${duplicatesText(event)}`];
  if (event.event === 'connection-lost') {
    return [`${label}: a connection to the ${event.side} was lost (${event.code})`];
  }
  return [];
}
