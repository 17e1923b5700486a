import type { Backend } from '../../engines/engine.ts';
import { loadEngine } from '../../engines/load.ts';
import { datasetFiles } from '../../worker/trainers/command/dataset-files.ts';
import { openCommandTrainer } from '../../worker/trainers/command/trainer.ts';
import { folderStore } from '../../worker/trainers/network/checkpoints/folder-store.ts';
import { openNetworkTrainer } from '../../worker/trainers/network/trainer.ts';
import type { Trainer } from '../../worker/trainers/trainer.ts';
import { VERSION } from '../version.ts';

type Log = (message: string, fields?: Record<string, unknown>) => void;

/** What the command line says of what trains. */
export interface TrainerSettings {
  readonly trainer: 'network' | 'command';
  readonly backend: Backend | 'auto';
  readonly threads?: number;
  /** The most that a pack of networks may take, in MiB. */
  readonly memoryLimit?: number;
  /** Where trials keep what their next attempt goes on from. */
  readonly checkpoints?: string;
  readonly slot?: Slot;
  /** Hears what programs write, as it comes. */
  readonly onOutput?: (bytes: Buffer) => void;
}

/** A worker's place among those of its machine, from 0, and how many they are. */
export interface Slot {
  readonly index: number;
  readonly of: number;
}

/** Opens what trains: the built-in network on an engine, or the program of a study. */
export function openTrainer(settings: TrainerSettings, log: Log): Promise<Trainer> {
  const { trainer, backend, threads, memoryLimit, checkpoints, slot, onOutput } = settings;
  if (trainer === 'command')
    return openCommandTrainer({
      ...(checkpoints === undefined ? {} : { checkpoints }),
      ...(slot === undefined ? {} : { slot }),
      ...(onOutput === undefined ? {} : { onOutput }),
      ...{ log, openDataset: datasetFiles },
    });
  const load = () =>
    loadEngine(backend, {
      ...(threads === undefined ? {} : { threads }),
      ...(memoryLimit === undefined ? {} : { memoryLimit: memoryLimit * 2 ** 20 }),
      onPassedOver: (name, why) => log('passed over', { backend: name, why }),
    });
  const store = checkpoints === undefined ? {} : { store: folderStore(checkpoints) };
  return openNetworkTrainer(load, { ...store, version: VERSION, log });
}
