"""The stages that several jobs share, in their order: reading, placing, profiling."""
