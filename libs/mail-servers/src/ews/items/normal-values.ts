import { timeText } from '../calendar/series.ts';
import { type Zone, timeIn } from '../calendar/zones.ts';
import { schemaTypes } from '../schema/request-declarations.ts';
import type { XmlElement } from '../wire/xml-element.ts';

/** Values as Exchange says them back: times as UTC in whole seconds, booleans in words. `type` is a type of the schema. */
export function normalValue(element: XmlElement, type: string, zone: Zone): XmlElement {
  if (type === 'dateTime') return { ...element, text: timeText(timeIn(element.text, zone)) };
  if (type === 'bool') {
    return { ...element, text: String(/^(?:true|1)$/.test(element.text.trim())) };
  }
  const parts = schemaTypes.get(type)?.parts;
  if (parts === undefined || element.children.length === 0) return element;
  const children = element.children.map((child) => {
    const own = parts.find(({ name }) => name === child.name)?.type;
    return own === undefined ? child : normalValue(child, own, zone);
  });
  return { ...element, children };
}

/** The type of a part of an item: `t:Message`, `t:Subject`. */
export function partType(element: string, name: string): string {
  const own = schemaTypes.get(element.slice(2))?.parts.find((part) => part.name === name);
  return own?.type ?? 'text';
}
