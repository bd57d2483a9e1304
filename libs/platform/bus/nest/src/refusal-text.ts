/** Longer ones are cut. */
const refusalLengthMax = 500;
const unsaid = 'the responder refused without a reason';

/** The sentence in what a responder's NestJS sends as error: a text, or an object with a `message`. Nothing else of it is shown. */
export function refusalText(refusal: unknown): string {
  const text = typeof refusal === 'string' ? refusal : messageOf(refusal);
  if (text === '') return unsaid;
  return text.length <= refusalLengthMax ? text : `${text.slice(0, refusalLengthMax - 1)}…`;
}

function messageOf(refusal: unknown): string {
  if (typeof refusal !== 'object' || refusal === null || !('message' in refusal)) return '';
  return typeof refusal.message === 'string' ? refusal.message : '';
}
