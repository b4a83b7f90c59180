/** A span as a collector receives it (OTLP, protobuf). */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly failed: boolean;
}

type Field = { readonly number: number; readonly bytes: Buffer; readonly value: number };

/** The fields of a protobuf message: https://protobuf.dev/programming-guides/encoding/ */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [number, kind] = [Math.floor(tag / 8), tag & 7];
    if (kind === 0) {
      yield { number, bytes: Buffer.alloc(0), value: varint() };
      continue;
    }
    const length = kind === 2 ? varint() : kind === 1 ? 8 : 4;
    yield { number, bytes: message.subarray(at, at + length), value: Number.NaN };
    at += length;
  }
}

const inside = (message: Buffer, number: number): Buffer[] =>
  [...fieldsOf(message)].filter((field) => field.number === number).map(({ bytes }) => bytes);

function attributeOf(keyValue: Buffer): [string, string | number | undefined] {
  const [key, value] = [inside(keyValue, 1)[0]?.toString() ?? '', inside(keyValue, 2)[0] ?? Buffer.alloc(0)];
  const [any] = fieldsOf(value);
  return [key, any?.number === 1 ? any.bytes.toString() : any?.value];
}

function spanOf(message: Buffer): ReceivedSpan {
  const fields = [...fieldsOf(message)];
  const bytes = (number: number) => fields.find((field) => field.number === number)?.bytes ?? Buffer.alloc(0);
  const status = [...fieldsOf(bytes(15))].find(({ number }) => number === 3);
  return {
    traceId: bytes(1).toString('hex'),
    spanId: bytes(2).toString('hex'),
    parentSpanId: bytes(4).toString('hex'),
    name: bytes(5).toString(),
    kind: fields.find(({ number }) => number === 6)?.value ?? 0,
    attributes: Object.fromEntries(inside(message, 9).map(attributeOf)),
    failed: status?.value === 2,
  };
}

/** The spans of one request to a collector (ExportTraceServiceRequest). */
export const readSpans = (request: Buffer): ReceivedSpan[] =>
  inside(request, 1)
    .flatMap((resourceSpans) => inside(resourceSpans, 2))
    .flatMap((scopeSpans) => inside(scopeSpans, 2))
    .map(spanOf);
