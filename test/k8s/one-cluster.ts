/**
 * One cluster for all files of this folder: brought up, with images and an installation, before the first;
 * taken down after the last.
 */
import type { TestProject } from 'vitest/node';
import { buildImages } from './images.ts';
import { install, makeVolumes } from './installation.ts';
import { bringUp, type LabPlace, labAt, NO_LAB } from './lab.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    lab: LabPlace;
  }
}

export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (NO_LAB) {
    console.warn(`the tests on a cluster are left out: ${NO_LAB}`);
    return undefined;
  }
  // Neither needs the other, and each takes most of a minute.
  const [cluster, images] = await Promise.allSettled([bringUp(), buildImages()]);
  try {
    if (cluster.status === 'rejected') throw cluster.reason;
    if (images.status === 'rejected') throw images.reason;
    const lab = labAt(cluster.value);
    await images.value.load(lab);
    await makeVolumes(lab);
    await install(lab);
    provide('lab', cluster.value);
    return () => lab.down();
  } catch (error) {
    if (cluster.status === 'fulfilled') await labAt(cluster.value).down();
    throw error;
  } finally {
    if (images.status === 'fulfilled') await images.value.remove();
  }
}
