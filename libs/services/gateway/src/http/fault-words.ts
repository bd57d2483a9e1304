import type * as z from 'zod';

/** What is wrong with one place, for people: our own words as they are, those of the library in plain ones. */
export function faultWords(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (!/^(?:Invalid|Too big|Too small|Unrecognized)\b/.test(message)) return message;
  switch (issue.code) {
    case 'invalid_type':
      return message.endsWith('received undefined') ? 'is missing' : wrongType(issue.expected);
    case 'too_big':
      return bound(issue.origin, `${issue.maximum}`, { text: 'at most', number: 'is more than' });
    case 'too_small':
      return issue.minimum === 1 && issue.origin !== 'number' && issue.origin !== 'int'
        ? 'must not be empty'
        : bound(issue.origin, `${issue.minimum}`, { text: 'at least', number: 'is less than' });
    case 'invalid_value':
      return `is none of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `has what is not known here: ${issue.keys.join(', ').slice(0, namedLengthMax)}`;
    case 'invalid_format':
      return formats[issue.format] ?? 'is not of the form that is needed';
    default:
      return message;
  }
}

const namedLengthMax = 200;

const formats: Readonly<Record<string, string>> = { uuid: 'is no id', url: 'is no URL' };

const types: Readonly<Record<string, string>> = {
  string: 'is no text',
  number: 'is no number',
  int: 'is no whole number',
  boolean: 'is neither true nor false',
  array: 'is no list',
  object: 'is no object',
  record: 'is no object',
};

function wrongType(expected: string): string {
  return types[expected] ?? 'is of another type than is needed';
}

function bound(
  origin: string,
  value: string,
  words: { readonly text: string; readonly number: string },
): string {
  switch (origin) {
    case 'string':
      return `has ${value} characters ${words.text}`;
    case 'array':
      return `has ${value} entries ${words.text}`;
    default:
      return `${words.number} ${value}`;
  }
}
