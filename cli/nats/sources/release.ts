import { memberOfTarGz } from '../../fetch/archive.ts';
import { mustMatch } from '../../fetch/checksum.ts';
import { platformOf, type Source } from '../effects.ts';
import { install } from '../install.ts';
import { ARCHIVE_SHA256, NATS_VERSION, RELEASE_URL } from '../pins.ts';

/** The archives are 7 MB. */
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;

const MAX_SUMS_BYTES = 64 * 1024;

/** The release of the nats-server project, checked against the pinned hash. */
export const fromRelease: Source = {
  name: 'release download',
  fetches: true,
  async find(effects) {
    const platform = platformOf(effects);
    const file = `nats-server-v${NATS_VERSION}-${platform}.tar.gz`;
    effects.progress(`fetching nats-server ${NATS_VERSION} from its release`);
    const archive = await effects.download(`${RELEASE_URL}/${file}`, MAX_ARCHIVE_BYTES);
    mustMatch(file, archive, ARCHIVE_SHA256[platform]!);
    return await install(effects, await memberOfTarGz(archive, 'nats-server'));
  },
  async outlook(effects) {
    platformOf(effects);
    await effects.download(`${RELEASE_URL}/SHA256SUMS`, MAX_SUMS_BYTES);
    return `nats-server ${NATS_VERSION} would be downloaded from its release`;
  },
};
