import { StoreUnavailable } from '@mailhaul/application';
import { ConnectorError, type ConnectorErrorDetails } from '@mailhaul/connector-contract';
import { AssertionFailure } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { type ExitCode, exitCodes, worstExitCode } from '../exit-codes.ts';
import { exitCodeOf, problemOf } from './problem.ts';

function connectorError(details: Partial<ConnectorErrorDetails>): ConnectorError {
  return new ConnectorError({
    code: 'connection-lost',
    scope: 'connection',
    disposition: 'retry',
    message: 'm',
    remedy: 'r',
    ...details,
  });
}

describe('how a mailbox ends the process', () => {
  it('has a code for each kind of failure', () => {
    const cases: [unknown, ExitCode][] = [
      [connectorError({}), exitCodes.connection],
      [connectorError({ code: 'sign-in-rejected', scope: 'mailbox' }), exitCodes.connection],
      [connectorError({ code: 'quota-exceeded', scope: 'mailbox' }), exitCodes.interrupted],
      [connectorError({ code: 'internal', scope: 'process' }), exitCodes.defect],
      [new StoreUnavailable('disk full'), exitCodes.interrupted],
      [new AssertionFailure('impossible'), exitCodes.defect],
      ['thrown text', exitCodes.defect],
    ];
    for (const [error, code] of cases) expect(exitCodeOf(error)).toBe(code);
  });

  it('lets what most needs a person win', () => {
    expect(worstExitCode([])).toBe(0);
    expect(worstExitCode([0, 1, 0])).toBe(1);
    expect(worstExitCode([1, 3, 0])).toBe(3);
    expect(worstExitCode([3, 4])).toBe(4);
    expect(worstExitCode([4, 70, 1])).toBe(70);
  });

  it('cleans what a server said', () => {
    const problem = problemOf(connectorError({ serverText: 'NO \u001b]0;owned\u0007' }));
    expect(problem.serverText).toBe('NO ?]0;owned?');
    expect(problemOf(new StoreUnavailable('x')).remedy).toContain('disk');
  });
});
