import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints for each PDF named: path, assertions tried, and the clauses of PDF/A-2b it breaks. */
public class SecondOpinion {
    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour level = PDFAFlavour.PDFA_2_B;
        for (String path : paths) {
            try (PDFAParser parser =
                    Foundries.defaultInstance().createParser(new FileInputStream(path), level)) {
                ValidationResult result =
                        Foundries.defaultInstance().createValidator(level, false).validate(parser);
                StringBuilder line = new StringBuilder(path + "\t" + result.getTotalAssertions());
                for (TestAssertion each : result.getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        line.append("\t").append(each.getRuleId().getClause());
                    }
                }
                System.out.println(line);
            }
        }
    }
}
