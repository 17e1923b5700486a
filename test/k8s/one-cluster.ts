/**
 * One cluster for all files of this folder: brought up, with images and an installation, before the first;
 * taken down after the last.
 */
import type { TestProject } from 'vitest/node';
import { loadImages } from './images.ts';
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
  const place = await bringUp();
  const lab = labAt(place);
  try {
    await loadImages(lab);
    await makeVolumes(lab);
    await install(lab);
  } catch (error) {
    await lab.down();
    throw error;
  }
  provide('lab', place);
  return () => lab.down();
}
