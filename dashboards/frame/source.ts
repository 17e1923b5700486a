/**
 * The data source that all panels, variables and annotations read: whatever the variable `datasource` says.
 */
export const SOURCE = { type: 'prometheus', uid: '$datasource' };
