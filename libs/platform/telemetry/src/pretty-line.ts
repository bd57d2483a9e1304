const colours: Readonly<Record<string, string>> = {
  trace: '90',
  debug: '90',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '31',
};

/** A line of the log for people: `12:00:00.000 INFO  scheduler LeaseGranted pairId=7`. */
export function prettyLine(line: string, isColoured: boolean): string {
  const { level, time, service, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const weight = String(level);
  const paint = (text: string, code: string | undefined) =>
    isColoured && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text;
  const stacks: string[] = [];
  const words = Object.entries(fields).map(([name, value]) => {
    const shown = isError(value) ? withoutStack(value, stacks) : value;
    return `${paint(`${name}=`, '90')}${textOf(shown)}`;
  });
  const head = [
    paint(String(time).slice(11, 23), '90'),
    paint(weight.toUpperCase().padEnd(5), colours[weight]),
    paint(String(service), '36'),
    textOf(event),
  ];
  return `${[...head, ...words].join(' ')}\n${stacks.map((stack) => `${stack}\n`).join('')}`;
}

interface LoggedError {
  readonly message: string;
  readonly stack: string;
}

function isError(value: unknown): value is LoggedError {
  return typeof value === 'object' && value !== null && 'stack' in value && 'message' in value;
}

function withoutStack({ message, stack }: LoggedError, stacks: string[]): string {
  const lines = String(stack).split('\n').slice(1);
  // What could move the cursor of a terminal is in the message at most, and that is quoted.
  stacks.push(lines.filter((line) => /^ {4}at [^\p{Cc}]*$/u.test(line)).join('\n'));
  return message;
}

/** Plain where it is plain, else as JSON: a value can neither end its line nor steer the terminal. */
function textOf(value: unknown): string {
  if (typeof value === 'string' && /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(value)) return value;
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
