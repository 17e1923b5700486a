import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';

/** The backends that TensorFlow's native library does the work of. */
export type NativeBackend = 'tfjs-node' | 'tfjs-node-gpu';

/** What `fanout setup native` installs for each: the version of the addon and of the library. */
export const NATIVE_VERSIONS: Readonly<
  Record<NativeBackend, { readonly addon: string; readonly tensorflow: string }>
> = {
  'tfjs-node': { addon: '4.22.0', tensorflow: '2.15.0' },
  'tfjs-node-gpu': { addon: '4.22.0', tensorflow: '2.15.1' },
};

/** The addon's file, in an installation and in the npm packages. */
export const ADDON = 'tfjs_binding.node';

/** Written last: an installation without it is none. */
export const INSTALLED = 'installed.json';

/**
 * Where `fanout setup native` installs a backend, and workers look for it: a folder of its own in the user's
 * cache, since `npm ci` empties node_modules. FANOUT_NATIVE names another place for all backends. Pure.
 */
export function nativeHome(backend: NativeBackend, env: NodeJS.ProcessEnv = process.env): string {
  const { addon, tensorflow } = NATIVE_VERSIONS[backend];
  const root = env.FANOUT_NATIVE || join(envPaths('fanout', { suffix: '' }).cache, 'native');
  return join(root, `${backend}-${addon}-tensorflow-${tensorflow}`);
}

/**
 * The addon of a backend: what `fanout setup native` has installed, else that of the npm package; undefined
 * where there is neither.
 */
export function findAddon(backend: NativeBackend): string | undefined {
  const home = nativeHome(backend);
  if (existsSync(join(home, INSTALLED))) return join(home, ADDON);
  return addonOfPackage(backend);
}

/** Where the npm package keeps its addon once its install script has run: lib/napi-v8/tfjs_binding.node. */
function addonOfPackage(backend: NativeBackend): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`@tensorflow/${backend}/package.json`);
    const folder = join(dirname(manifest), 'lib');
    const builds = readdirSync(folder).map((name) => join(folder, name, ADDON));
    return builds.filter((path) => existsSync(path)).at(-1);
  } catch {
    return undefined;
  }
}
