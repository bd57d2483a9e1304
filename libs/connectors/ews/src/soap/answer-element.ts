import type { HeldBody } from './held-body.ts';
import { type Property, isOf } from './properties.ts';

/** An element of an answer; names have the letters of the documents: `t:ItemId`. */
export interface AnswerElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: AnswerElement[];
  text: string;
  /** Of `t:MimeContent`, `t:Content` and `m:Data`: what it holds, decoded. */
  readonly body: HeldBody | undefined;
}

export function childOf(
  element: AnswerElement | undefined,
  name: string,
): AnswerElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the child; empty where there is none. */
export function textIn(element: AnswerElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

/** The first element of that name anywhere below. */
export function findIn(element: AnswerElement, name: string): AnswerElement | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : findIn(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value of an extended property. */
export function propertyIn(element: AnswerElement, property: Property): string | undefined {
  for (const child of element.children) {
    if (child.name !== 't:ExtendedProperty') continue;
    const told = childOf(child, 't:ExtendedFieldURI')?.attributes;
    if (told !== undefined && isOf(property, told)) return textIn(child, 't:Value');
  }
  return undefined;
}

/** The instant of a dateTime (XML Schema part 2), in whole seconds since 1970. */
export function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** A whole number that is not negative and fits 32 bits. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value < 2 ** 32 ? value : undefined;
}
