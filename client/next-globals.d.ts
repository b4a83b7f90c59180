// Next writes the same references into next-env.d.ts, but only while it builds; the type check must not depend on that.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
