import { z } from 'zod';
import { studyFile } from './study.ts';

/**
 * The schema of a study file as JSON Schema (draft 2020-12), as text: editors complete and check a file
 * with it. Rules across fields are only in part in it; `fanout validate` has them all. Pure.
 */
export function studyJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(studyFile, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // `exactlyOne` and the like are for whoever makes the custom resource's schema.
      const keys = jsonSchema.exactlyOne as readonly string[] | undefined;
      if (keys) jsonSchema.oneOf = keys.map((key) => ({ required: [key] }));
      for (const own of ['exactlyOne', 'ofAnyType', 'duration', 'explained']) delete jsonSchema[own];
      for (const key of Object.keys(jsonSchema)) if (key.startsWith('x-kubernetes-')) delete jsonSchema[key];
    },
  });
  const ownFields = { patternProperties: { '^x-': {} } };
  return `${JSON.stringify({ $schema, title: 'A study of fanout', ...rest, ...ownFields }, null, 2)}\n`;
}
