import { initSite } from '../platform/init.ts';

export type InitOptions = { readonly site: string; readonly host?: string; readonly json?: boolean };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Makes settings, secrets and certificates of the platform; a second time it changes nothing and says so. */
export async function init({ site: dir, host, json = false }: InitOptions): Promise<number> {
  const { site, settings, created, renewed, warnings } = await initSite(dir, host === undefined ? {} : { PUBLIC_HOST: host });
  if (json) {
    say(
      JSON.stringify(
        { site: dir, project: site.project, url: site.publicUrl, settings, created, renewed, warnings },
        undefined,
        2,
      ),
    );
    return 0;
  }
  if (settings.length > 0) say(`${site.envFile}: added ${settings.join(', ')}`);
  if (created.length > 0) say(`${site.secretsDir}: made ${created.join(', ')}`);
  if (renewed.length > 0)
    say(`${site.secretsDir}: renewed ${renewed.join(', ')}; ./zakpos up --recreate lets the services read them`);
  for (const warning of warnings) say(`Mind: ${warning}`);
  if (settings.length + created.length + renewed.length === 0)
    say(`Nothing to do: ${dir} has all its settings, secrets and certificates.`);
  if (host !== undefined && site.values['PUBLIC_HOST'] !== host)
    say(`PUBLIC_HOST is ${site.values['PUBLIC_HOST']} already and stays: edit ${site.envFile} and run init again`);
  return 0;
}
