/** Many simulated workers in one process: the real worker with an engine that does nothing. */
import { setMaxListeners } from 'node:events';
import { processLog } from '../../../cli/log.ts';
import { stopSignal } from '../../../cli/processes/stop-signal.ts';
import { natsAddressFromEnvironment } from '../../../connection/connect.ts';
import { WorkerMetrics } from '../../../worker/metrics/metrics.ts';
import { openNetworkTrainer } from '../../../worker/trainers/network/trainer.ts';
import { runWorker } from '../../../worker/worker.ts';
import { noopEngine } from '../../support/noop-engine.ts';

const { env } = process;
const signal = stopSignal();
setMaxListeners(0, signal);
const log = processLog('workers');
await Promise.all(
  Array.from({ length: Number(env.FANOUT_BENCH_WORKERS) }, () =>
    runWorker({
      run: env.FANOUT_RUN!,
      nats: natsAddressFromEnvironment(env),
      coordinator: { address: env.FANOUT_COORDINATOR!, token: env.FANOUT_TOKEN },
      openTrainer: () => openNetworkTrainer(async () => noopEngine()),
      metrics: new WorkerMetrics({ version: 'of a bench', run: env.FANOUT_RUN! }),
      signal,
      log: (message, fields) => (message === 'worker is ready' ? undefined : log(message, fields)),
    }),
  ),
);
if (process.connected) process.disconnect();
