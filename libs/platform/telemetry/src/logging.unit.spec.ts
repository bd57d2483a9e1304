import { describe, expect, it } from 'vitest';
import { Logging, type LoggingOptions } from './logging.ts';
import { nestLogger } from './nest-logger.ts';

function logging(more: Partial<LoggingOptions> = {}) {
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line) };
  const made = new Logging({ level: 'debug', format: 'json', sink, ...more });
  return {
    logger: made.loggerOf('scheduler'),
    lines,
    last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

describe('a log', () => {
  it('is one JSON object a line: level, time, service, event and fields', () => {
    const { logger, lines, last } = logging();
    logger.with({ tenantId: 't' }).info('LeaseGranted', { pairId: 'p', untilMs: 7n });
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      service: 'scheduler',
      tenantId: 't',
      pairId: 'p',
      untilMs: '7',
      event: 'LeaseGranted',
    });
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
  });

  it('has nothing below its level', () => {
    const { logger, lines } = logging({ level: 'warn' });
    logger.debug('A');
    logger.info('B');
    logger.warn('C');
    logger.error('D');
    logger.fatal('E');
    expect(lines).toHaveLength(3);
    const silent = logging({ level: 'silent' });
    silent.logger.fatal('F');
    expect(silent.lines).toEqual([]);
  });

  it.each([
    ...['password', 'proxyPassword', 'passphrase', 'clientSecret', 'accessToken', 'refresh_token'],
    ...['Authorization', 'cookie', 'set-cookie', 'credentials', 'csrf', 'masterKey', 'dataKey'],
    ...['private_key', 'apiKey', 'passwd'],
  ])('hides what is called %s, however deep', (name) => {
    const { logger, lines } = logging();
    logger.info('X', { [name]: 'canary', deep: [{ more: { [name]: ['canary'] } }] });
    logger.with({ [name]: { value: 'canary' } }).info('Y', { [name]: 5 });
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('***');
  });

  it('hides users and passwords of URLs, in errors and their causes as well', () => {
    const { logger, lines } = logging();
    const url = 'imaps://ann%40x:canary@mail.example:993/?a=b';
    const cause = Object.assign(new Error(`cause ${url}`), { request: { auth: 'canary' } });
    logger.error(`Said ${url}`, { error: new Error(`could not open ${url}`, { cause }), url });
    const [line = ''] = lines;
    expect(line).not.toMatch(/canary|ann%40x/);
    expect(line).toContain('imaps://***@mail.example');
    expect(JSON.parse(line)).toMatchObject({ error: { name: 'Error', cause: { name: 'Error' } } });
  });

  it('stays bounded and never throws, whatever is logged', () => {
    const { logger, lines } = logging();
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    logger.info('%s %d %j', {
      circle,
      long: 'x'.repeat(100_000),
      many: Array.from({ length: 10_000 }, (_, at) => at),
      wide: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at}`, at])),
      bytes: new Uint8Array(5000),
      odd: [undefined, () => 1, Symbol('s'), new Date(NaN), NaN, null],
      level: 'fatal',
      event: 'mine',
    });
    const [line = ''] = lines;
    expect(line.length).toBeLessThan(10_000);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', event: '%s %d %j', event_: 'mine' });
  });

  it('for people is one line, that no value can end or colour', () => {
    const { logger, lines } = logging({ format: 'pretty' });
    logger.warn('LeaseExpired', { pairId: 'p-1', words: 'two words', odd: 'a\n\u001b[31mb\u009b' });
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}scheduler LeaseExpired pairId=p-1 /);
    expect(lines[0]).toContain('words="two words"');
    expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
    logger.error('Lost', { error: new Error('oh\n    at \u001b[2J') });
    expect(lines[1]).toMatch(/\n {4}at /);
    expect(lines[1]?.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    const coloured = logging({ format: 'pretty', isColoured: true });
    coloured.logger.info('X');
    expect(coloured.lines[0]).toContain('\u001b[32mINFO');
  });

  it('takes what NestJS says', () => {
    const { logger, last } = logging();
    const nest = nestLogger(logger);
    nest.log('Nest application successfully started', 'NestApplication');
    expect(last()).toMatchObject({
      level: 'debug',
      event: 'FrameworkSaid',
      message: 'Nest application successfully started',
      context: 'NestApplication',
    });
    nest.error('failed', 'Error: x\n    at y', 'ExceptionsHandler');
    expect(last()).toMatchObject({ level: 'error', context: 'ExceptionsHandler' });
    expect(last()['details']).toEqual(['Error: x\n    at y']);
    nest.error(new Error('boom'));
    expect(last()).toMatchObject({ error: { message: 'boom' } });
    nest.warn({ password: 'canary' });
    expect(JSON.stringify(last())).not.toContain('canary');
  });
});
