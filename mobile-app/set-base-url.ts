import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// node set-base-url.ts /mobile: below which path the web export will be served. It stands in no committed file, since at development
// the app is served from the root.
const [baseUrl = ''] = process.argv.slice(2);
const edit = (file: string, change: (text: string) => string) => {
  const name = path.join(import.meta.dirname, file);
  writeFileSync(name, change(readFileSync(name, 'utf8')));
};

edit('app.json', (text) => {
  const { expo } = JSON.parse(text);
  return JSON.stringify({ expo: { ...expo, experiments: { ...expo.experiments, baseUrl } } });
});
edit('public/index.html', (text) => text.replaceAll('href="/', `href="${baseUrl}/`));
