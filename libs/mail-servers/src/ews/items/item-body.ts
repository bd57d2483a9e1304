import type { EwsItem } from '../store/ews-item.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { partsOf, textOf } from './mime-parts.ts';

/** The body as it is kept: as given, or the first text of the MIME. */
export function bodyOf(item: EwsItem): XmlElement {
  return item.fields.get('t:Body') ?? bodyIn(item);
}

/** As the shape wants it (reference page `BodyType`). */
export function bodyAs(body: XmlElement, wish: string): XmlElement {
  const kind = body.attributes['BodyType'] ?? 'Text';
  if (wish === 'Best' || wish === kind) return body;
  const text =
    wish === 'Text'
      ? body.text.replace(/<[^>]*>/g, '')
      : `<html><body>${body.text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`)}</body></html>`;
  return { ...body, attributes: { BodyType: wish }, text };
}

function bodyIn({ mime }: EwsItem): XmlElement {
  const part = partsOf(mime).find(
    ({ type, isAttached }) => type.startsWith('text/') && !isAttached,
  );
  const isHtml = part?.type === 'text/html';
  return {
    ...elementNamed('t:Body', part === undefined ? '' : textOf(part)),
    attributes: { BodyType: isHtml ? 'HTML' : 'Text' },
  };
}
