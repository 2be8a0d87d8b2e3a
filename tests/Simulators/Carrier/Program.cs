using HoanKiem.Simulators.Carrier;

// A postal carrier as a process of its own: it takes orders in two forms, moves parcels by a seeded script in business time, and says
// so in signed callbacks — sometimes twice, sometimes out of order, sometimes not at all.
var app = CarrierSimulator.Build(args);
app.Run();
