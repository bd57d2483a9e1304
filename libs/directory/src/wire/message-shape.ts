/** Elements of one message; a group of 50,000 members is half of it. */
const elementsMax = 100_000;

const sequence = 0x30;
const set = 0x31;
const integer = 0x02;
const octets = 0x04;
const boolean = 0x01;
const enumerated = 0x0a;
const controls = 0xa0;

/** RFC 4511 §4: what a server may say to who reads, adds and changes entries. */
const operations = {
  bind: 0x61,
  entry: 0x64,
  done: 0x65,
  changed: 0x67,
  added: 0x69,
  reference: 0x73,
  extended: 0x78,
} as const;

/** An element's tag, and where its content lies. */
interface Element {
  readonly tag: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Whether these bytes are one LDAP message (RFC 4511 §4.1.1) of a kind that is sent to who reads, adds or changes entries, each element inside its parent and
 * parents filled by their children. The library that reads them afterwards relies on it: with lengths that lie it would never end.
 */
export function isWellFormed(message: Uint8Array): boolean {
  const shape = new Shape(message);
  const whole = shape.elementAt(0, message.length);
  if (whole?.tag !== sequence || whole.to !== message.length) return false;
  return shape.isFilled(whole, (child, at) => {
    if (at === 0) return child.tag === integer && child.to - child.from <= 4;
    if (at === 1) return isOperation(shape, child);
    return at === 2 && child.tag === controls && isControls(shape, child);
  });
}

function isOperation(shape: Shape, operation: Element): boolean {
  switch (operation.tag) {
    case operations.entry:
      return shape.isFilled(operation, (child, at) => {
        if (at === 0) return child.tag === octets;
        return at === 1 && child.tag === sequence && isAttributes(shape, child);
      });
    case operations.reference:
      return shape.isFilled(operation, ({ tag }) => tag === octets);
    case operations.bind:
    case operations.done:
    case operations.changed:
    case operations.added:
    case operations.extended:
      return shape.isFilled(operation, (child, at) => {
        if (at === 0) return child.tag === enumerated && child.to - child.from === 1;
        return at > 2 || child.tag === octets;
      });
    default:
      return false;
  }
}

function isAttributes(shape: Shape, attributes: Element): boolean {
  return shape.isFilled(
    attributes,
    (attribute) =>
      attribute.tag === sequence &&
      shape.isFilled(attribute, (child, at) => {
        if (at === 0) return child.tag === octets;
        const isSet = at === 1 && child.tag === set;
        return isSet && shape.isFilled(child, ({ tag }) => tag === octets);
      }),
  );
}

function isControls(shape: Shape, all: Element): boolean {
  return shape.isFilled(
    all,
    (control) =>
      control.tag === sequence &&
      shape.isFilled(control, ({ tag }, at) =>
        at === 0 ? tag === octets : at < 3 && (tag === octets || tag === boolean),
      ),
  );
}

class Shape {
  readonly #bytes: Uint8Array;
  #elementsLeft = elementsMax;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Undefined where none begins there that ends before `end`. */
  elementAt(at: number, end: number): Element | undefined {
    const header = headerAt(this.#bytes, at, end);
    if (header === undefined || header === 'more') return undefined;
    const to = header.from + header.length;
    return to > end ? undefined : { tag: this.#bytes[at] ?? 0, from: header.from, to };
  }

  /** Whether the element is its children and nothing else, each of which `isRight`. An empty one is, too. */
  isFilled(parent: Element, isRight: (child: Element, at: number) => boolean): boolean {
    let offset = parent.from;
    for (let at = 0; offset < parent.to; at += 1) {
      this.#elementsLeft -= 1;
      const child = this.elementAt(offset, parent.to);
      if (child === undefined || this.#elementsLeft < 0 || !isRight(child, at)) return false;
      offset = child.to;
    }
    return true;
  }
}

/** Where an element's content begins and how long it is; `more`: that is not to be told yet; undefined: it is no such element. */
export function headerAt(
  bytes: Uint8Array,
  at: number,
  end = bytes.length,
): { readonly from: number; readonly length: number } | 'more' | undefined {
  const first = bytes[at + 1];
  if (at + 2 > end || first === undefined) return 'more';
  if (first < 0x80) return { from: at + 2, length: first };
  const count = first - 0x80;
  // RFC 4511 §5.1: the definite form alone.
  if (count === 0 || count > lengthBytesMax) return undefined;
  if (at + 2 + count > end) return 'more';
  let length = 0;
  for (let one = 0; one < count; one += 1) length = length * 256 + (bytes[at + 2 + one] ?? 0);
  return { from: at + 2 + count, length };
}

const lengthBytesMax = 4;
