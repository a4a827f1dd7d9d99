// SPDX-License-Identifier: Apache-2.0
/** The importing commands, run in this process against a test's gateway, for whoever the demo's key may speak for. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import { MANAGER, type TestGateway } from './gateway.js';

export interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** Where a gateway answers, and where it keeps the demo's key. */
export interface Imported {
  readonly url: string;
  readonly config: Pick<TestGateway['config'], 'stateDir'>;
}

export class ImportLine {
  private files = 0;

  constructor(private readonly gateway: Imported) {}

  /** A file of the content in the test's own folder. @returns its path */
  async file(content: string | Uint8Array | object, name = `file-${(this.files += 1)}`): Promise<string> {
    const file = path.join(this.gateway.config.stateDir, name);
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(file, isRaw ? content : JSON.stringify(content));
    return file;
  }

  run(...words: readonly string[]): Promise<Ran> {
    return this.via(this.gateway.url, ...words);
  }

  /** The same by another address of the gateway. */
  via(url: string, ...words: readonly string[]): Promise<Ran> {
    return this.as(['--url', url, '--manager', MANAGER], words);
  }

  /** For whoever the demo's key may speak for, and nobody named who registers and confirms. */
  withoutManager(...words: readonly string[]): Promise<Ran> {
    return this.as(['--url', this.gateway.url], words);
  }

  private async as(caller: readonly string[], words: readonly string[]): Promise<Ran> {
    const said = { out: [] as string[], err: [] as string[] };
    let code: number | undefined;
    const terminal = {
      out: (line: string) => void said.out.push(line),
      err: (line: string) => void said.err.push(line),
      isTerminal: false,
    };
    const program = createProgram(terminal, (exitCode) => {
      code = exitCode;
    });
    const key = path.join(this.gateway.config.stateDir, 'demo-token-key.json');
    await program.parseAsync([...words, ...caller, '--demo-key', key], { from: 'user' });
    return { code, out: said.out.join('\n'), err: said.err.join('\n') };
  }

  /** Has a mapping proposed, and confirms it as a person would who has decided what was left open. */
  async confirmedMap(
    file: string,
    decided: Readonly<Record<string, string>> = {},
    ...words: readonly string[]
  ): Promise<string> {
    const map = await this.file('');
    await this.run('catalog', 'import', file, '--propose-map', map, ...words);
    const proposed = JSON.parse(await readFile(map, 'utf8')) as { constants: object };
    const constants = { ...proposed.constants, ...decided };
    await writeFile(map, JSON.stringify({ ...proposed, constants, confirmed: true }));
    return map;
  }
}
