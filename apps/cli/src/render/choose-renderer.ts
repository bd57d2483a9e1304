import type { Io } from '../io.ts';
import { jsonRenderer } from './json.ts';
import { linesRenderer } from './lines.ts';
import { quietRenderer } from './quiet.ts';
import type { Renderer } from './renderer.ts';

export interface OutputChoice {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Events for programs go to standard output, progress for people to standard error; the bars are loaded only where they are used. */
export async function chooseRenderer(choice: OutputChoice, io: Io): Promise<Renderer> {
  if (choice.json === true) return jsonRenderer(io.stdout, io.clock);
  if (choice.quiet === true) return quietRenderer(io.stderr);
  const isTerminal = io.stderr.isTTY && io.environment['TERM'] !== 'dumb';
  if (isTerminal) return (await import('./bars.ts')).barsRenderer(io.stderr, io.clock);
  return linesRenderer(io.stderr, io.clock);
}
