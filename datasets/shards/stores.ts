import type { Location } from './location.ts';
import { RemoteStore } from './remote-store.ts';
import { remoteSettings } from './settings.ts';
import { type ShardStore, VolumeStore } from './store.ts';

/** The store for a dataset whose index lies there. An index on a volume may name files behind URLs. */
export function storeFor(index: Location, environment: NodeJS.ProcessEnv = process.env): ShardStore {
  const volume = new VolumeStore();
  let remote: RemoteStore | undefined;
  const of = ({ kind }: Location): ShardStore => {
    if (kind === 'path') return volume;
    remote ??= new RemoteStore(remoteSettings(environment), index.kind === 'url' ? index.url : undefined);
    return remote;
  };
  return {
    read: (location, waiting) => of(location).read(location, waiting),
    open: (file, waiting) => of(file.location).open(file, waiting),
  };
}
