// SPDX-License-Identifier: Apache-2.0
import { Contract } from 'fabric-contract-api';
import { CatalogContext } from './ledger';

/** What every contract of the package shares: its context. Thin: a method decodes, calls the domain, stores. */
export abstract class CatalogContract extends Contract {
  override createContext(): CatalogContext {
    return new CatalogContext();
  }
}
