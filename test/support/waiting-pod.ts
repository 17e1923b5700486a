import type { V1Pod } from '@kubernetes/client-node';

/** A worker's pod whose container does not start, as the API server shows it. */
export const waitingPod = (reason: string, message: string): V1Pod => ({
  status: {
    containerStatuses: [
      {
        name: 'worker',
        image: 'w',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { waiting: { reason, message } },
      },
    ],
  },
});
