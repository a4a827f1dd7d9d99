// SPDX-License-Identifier: Apache-2.0
import { ORGANISATION_ROLES, type OrganisationRole } from '@catalog-chain/chaincode/domain/names';
import { mspId, organisationCode } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { Names100, PageQuery, RecordView, StampView } from '../common.js';
import { Fits, ListOf, Nested, OneOf, Optional } from '../rule.js';

const roleList = (): PropertyDecorator => ListOf(z.enum(ORGANISATION_ROLES), 5);

export class OrganisationChange {
  @Nested(Names100)
  names!: { zh?: string; en?: string };

  @roleList()
  roles!: OrganisationRole[];
}

export class OrganisationRegistration extends OrganisationChange {
  @Fits(mspId, { description: 'The MSP id under which its certificates are issued.' })
  organisation!: string;

  @Fits(organisationCode, {
    description: 'Unified social credit code (GB 32100) or `SCHEME:ID`.',
  })
  code!: string;
}

export class OrganisationView extends RecordView {
  @OneOf(['organisation'])
  type!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(organisationCode)
  code!: string;

  @Nested(Names100)
  names!: { zh?: string; en?: string };

  @roleList()
  roles!: OrganisationRole[];

  @OneOf(['active', 'suspended'])
  status!: string;

  @Nested(StampView)
  registered!: StampView;
}

export class OrganisationQuery extends PageQuery {
  @Optional()
  @OneOf(['active', 'suspended'])
  state?: string;

  @Optional()
  @Fits(z.string().min(1).max(100))
  text?: string;
}
