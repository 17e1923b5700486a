import { lenet5 } from './lenet5.ts';
import { mlp } from './mlp.ts';
import { mobilenetSmall } from './mobilenet-small.ts';
import { resnet18 } from './resnet18.ts';
import { resnet20 } from './resnet20.ts';
import { resnet32 } from './resnet32.ts';
import { vgg11 } from './vgg11.ts';
import type { ZooModel } from './zoo-model.ts';

/** Every network that a study may name, in the order of the reference. */
export const ZOO: readonly ZooModel[] = [resnet20, resnet32, resnet18, vgg11, lenet5, mlp, mobilenetSmall];
