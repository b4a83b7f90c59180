import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// node pack-files.ts DIRECTORY: writes the packed forms of text files beside them, as small as they get, once instead of at each request.
const [directory = 'dist'] = process.argv.slice(2);
for (const file of globSync(`${directory}/**/*.{js,css,html,json,ttf}`)) {
  if (statSync(file).size < 1_024) continue;
  const content = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
}
