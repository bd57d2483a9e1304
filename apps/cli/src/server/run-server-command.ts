import { ProblemError } from '@mailhaul/api-client';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printLines } from '../print-lines.ts';
import { jsonText } from '../text/json-text.ts';
import * as commands from './commands/commands.ts';
import { lossOf } from './session/lost-server.ts';
import { type Server, openServer } from './session/open-server.ts';
import { OutcomeUnknown } from './session/patient-client.ts';
import type { RawServerOptions } from './session/server-options.ts';
import {
  exitCodeOfProblem,
  lostProblem,
  problemLines,
  unknownOutcome,
} from './words/problem-words.ts';

export type ServerCommands = typeof commands;
/** One command, its arguments bound. */
export type ServerWork = (commands: ServerCommands, server: Server) => Promise<ExitCode>;

/** Opens the server and does the work; what the server refused is told and becomes an exit code. @throws UsageError */
export async function runServerCommand(
  raw: RawServerOptions,
  work: ServerWork,
  io: Io,
): Promise<ExitCode> {
  const server = openServer(raw, io);
  try {
    return await work(commands, server);
  } catch (error) {
    const problem = problemBehind(error, server.address);
    if (problem === undefined) throw error;
    if (server.isJson) {
      const { detail, code, whatToDo, fixedBy, faults = [], requestId, status } = problem;
      const line = { code, message: detail, remedy: whatToDo, fixedBy, faults, requestId, status };
      io.stdout.write(
        `${jsonText({ v: 1, at: new Date(io.clock.wallMs()).toISOString(), event: 'error', ...line })}\n`,
      );
    } else printLines(io.stderr, problemLines(problem));
    return error instanceof OutcomeUnknown ? exitCodes.connection : exitCodeOfProblem(problem);
  }
}

function problemBehind(error: unknown, address: string) {
  if (error instanceof OutcomeUnknown) return unknownOutcome(address, error.message);
  const loss = lossOf(error);
  if (loss !== undefined) return lostProblem(address, loss.why);
  return error instanceof ProblemError ? error.problem : undefined;
}
