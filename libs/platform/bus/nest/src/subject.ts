import { RequestRefused } from '@mailhaul/application';

export const subjectLengthMax = 200;

const subjectShape = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/**
 * Words of letters, digits, `_` and `-` between dots: what every wire takes, without wildcards and without anything
 * that could end a line of a wire's protocol.
 * @throws {RequestRefused} It repeats nothing of the name.
 */
export function checkSubject(subject: string): void {
  if (subject.length > subjectLengthMax || !subjectShape.test(subject)) {
    throw new RequestRefused('the subject is empty, too long, or holds forbidden characters');
  }
}
